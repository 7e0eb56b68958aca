import { readFile } from 'node:fs/promises'
import type { Child } from './child-processes.ts'
import {
  botProgram,
  type DemoSetting,
  playgroundLog,
  playgroundProgram,
  sandboxProgram,
  tabProgram,
} from './demo-programs.ts'
import { answersOk, type Step } from './run-together.ts'

const lastErrors = async (child: Child) => child.lastErrors()

export function sandboxStep(setting: DemoSetting): Step {
  const { heard, onLine } = listenFor(/sandbox listening on (http:\S+)/)
  return {
    program: { ...sandboxProgram(setting), onLine },
    ready: async () => void (await heard),
    lastWords: lastErrors,
  }
}

export function tabStep(setting: DemoSetting): Step {
  const { heard, onLine } = listenFor(/parent frame listening on (http:\S+)/)
  return {
    program: { ...tabProgram(setting), onLine },
    ready: async () => void (await heard),
    lastWords: lastErrors,
  }
}

/** The bot's log lines are handed on: they are what one looks for when something goes wrong. */
export function botStep(setting: DemoSetting, onLine: (line: string) => void): Step {
  return {
    program: { ...botProgram(setting), onLine },
    ready: (signal) => answersOk(`http://127.0.0.1:${setting.ports.bot}/readyz`, signal),
    lastWords: lastErrors,
  }
}

/** `port` may differ from the one asked for: the Playground silently takes another when its port was taken meanwhile. */
export function playgroundStep(setting: DemoSetting): { step: Step; port: () => number } {
  let port = setting.ports.playground
  const { heard, onLine } = listenFor(/^Listening on (\d+)$/)
  const step: Step = {
    program: { ...playgroundProgram(setting), onLine },
    ready: async (signal) => {
      port = Number(await heard)
      await answersOk(`http://127.0.0.1:${port}/_debug/ping`, signal)
    },
    lastWords: async (child) => [...child.lastErrors(), ...(await loggedErrors(playgroundLog(setting.folder)))],
  }
  return { step, port: () => port }
}

function listenFor(pattern: RegExp): { heard: Promise<string>; onLine: (line: string) => void } {
  const { promise, resolve } = Promise.withResolvers<string>()
  const onLine = (line: string) => {
    const found = pattern.exec(line)?.[1]
    if (found) resolve(found)
  }
  return { heard: promise, onLine }
}

async function loggedErrors(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').filter((line) => line.startsWith('error '))
}
