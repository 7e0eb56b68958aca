import type { PlaceKind, PlaceRef } from './target.ts'

/** A list of places that cannot be read; `message` names the line, counted from 1. */
export class BadTargetList extends Error {
  override name = 'BadTargetList'
  readonly line: number

  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

const kinds: readonly string[] = ['team', 'chat', 'user'] satisfies PlaceKind[]
const pageSize = 1_000

/**
 * `targets.csv` as it comes, line by line: the header `kind,id`, then a place a line. Yields pages of places; throws
 * {@link BadTargetList} at the first line that is none, before the page with it is yielded.
 */
export async function* parseTargets(lines: AsyncIterable<string>): AsyncGenerator<PlaceRef[]> {
  let page: PlaceRef[] = []
  let number = 0
  for await (const line of lines) {
    number++
    const text = line.replace(/^\uFEFF/, '').trim()
    if (number === 1) requireHeader(text)
    else if (text !== '') page.push(placeIn(text, number))
    if (page.length < pageSize) continue
    yield page
    page = []
  }
  if (number === 0) throw new BadTargetList('The list of targets is empty: its first line must be kind,id.', 1)
  if (page.length > 0) yield page
}

function requireHeader(text: string): void {
  if (fieldsOf(text).join().toLowerCase() === 'kind,id') return
  throw new BadTargetList('The first line of the list of targets must be kind,id.', 1)
}

function placeIn(text: string, number: number): PlaceRef {
  const [kind = '', id = '', ...more] = fieldsOf(text)
  const known = kinds.find((one) => one === kind.toLowerCase())
  if (!isKind(known) || id === '' || id.length > 500 || more.length > 0) {
    const message = `Line ${number} of the list of targets must be team, chat or user, a comma and an id.`
    throw new BadTargetList(message, number)
  }
  return { kind: known, id: known === 'chat' ? id : id.toLowerCase() }
}

const isKind = (kind: string | undefined): kind is PlaceKind => kind !== undefined && kinds.includes(kind)

function fieldsOf(text: string): string[] {
  return text.split(',').map((part) =>
    part
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  )
}
