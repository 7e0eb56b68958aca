import { copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { BadTargetList, parseTargets } from '../../rollouts/parse-targets.ts'
import type { PlaceKind, PlaceRef } from '../../rollouts/target.ts'

/** A list of places that was read to its end once, so that nothing is begun with half of one. */
export type TargetList = {
  pages(): AsyncIterable<PlaceRef[]>
  /** The first few. */
  sample: PlaceRef[]
  counts: Record<PlaceKind, number>
  done(): Promise<void>
}

export type ReadTargetList = { kind: 'ok'; list: TargetList } | { kind: 'wrong'; problem: string }

const sampleSize = 8

/** A page in memory at a time, however long the list. Places of other kinds than `kinds` are passed over. */
export async function readTargetList(file: string, kinds: PlaceKind[]): Promise<ReadTargetList> {
  let copy: Copy | null = null
  try {
    copy = await rereadable(file)
    const pages = () => pagesOf(copy?.file ?? file, kinds)
    const list = { pages, sample: [], counts: { team: 0, chat: 0, user: 0 }, done: copy.done }
    return { kind: 'ok', list: await readThrough(list) }
  } catch (error) {
    await copy?.done()
    if (error instanceof BadTargetList) return { kind: 'wrong', problem: error.message }
    if (error instanceof Error && 'code' in error) {
      return { kind: 'wrong', problem: `The list of targets ${file} cannot be read: ${error.code}.` }
    }
    throw error
  }
}

async function readThrough(list: TargetList): Promise<TargetList> {
  for await (const places of list.pages()) {
    for (const place of places) {
      list.counts[place.kind]++
      if (list.sample.length < sampleSize) list.sample.push(place)
    }
  }
  return list
}

async function* pagesOf(file: string, kinds: PlaceKind[]): AsyncGenerator<PlaceRef[]> {
  const handle = await open(file)
  try {
    for await (const places of parseTargets(handle.readLines())) {
      yield places.filter(({ kind }) => kinds.includes(kind))
    }
  } finally {
    await handle.close()
  }
}

type Copy = { file: string; done(): Promise<void> }

/** A pipe, such as a shell's `<(…)`, can be read once only. */
async function rereadable(file: string): Promise<Copy> {
  if ((await stat(file)).isFile()) return { file, done: async () => {} }
  const folder = await mkdtemp(path.join(tmpdir(), 'rollout-targets-'))
  const done = () => rm(folder, { recursive: true, force: true })
  const copy = path.join(folder, 'targets.csv')
  await copyFile(file, copy).catch(async (error: unknown) => {
    await done()
    throw error
  })
  return { file: copy, done }
}
