import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { answersOk, runTogether, type Step } from '../../src/sandbox/run-together.ts'
import { allGone } from '../support/run-demo.ts'

const RUN_ON = 'console.log(process.pid); setInterval(() => {}, 1000)'

test('says when all programs are ready, and stops them all when asked, the last one first', async () => {
  const order: string[] = []
  // It is ready with its first line, and may be stopped from then on.
  const farewell = (name: string) =>
    `process.on('SIGTERM', () => { console.log('${name} stops'); process.exit() }); ${RUN_ON}`
  const hear = (line: string) => line.endsWith('stops') && order.push(line)
  const stop = new AbortController()
  const ending = await together([step('first', farewell('first'), hear), step('second', farewell('second'), hear)], {
    stop: stop.signal,
    onReady: () => stop.abort(),
  })
  expect(ending).toEqual({ kind: 'stopped' })
  expect(order).toEqual(['second stops', 'first stops'])
})

test('one that ends takes the others with it, and its last words are said', async () => {
  const other = step('other', RUN_ON)
  const dying = step('dying', `${RUN_ON}; setTimeout(() => { console.error('no more'); process.exit(3) }, 300)`)
  expect(await together([other, dying])).toEqual({
    kind: 'broke',
    name: 'dying',
    how: 'ended with code 3',
    lastWords: ['no more'],
  })
  expect(await allGone([{ pid: other.pid(), args: '' }])).toBe(true)
})

test('one that ends before it is ready is reported, however often the others must be asked', async () => {
  const never: Step = { ...step('never', RUN_ON), ready: (signal) => once(signal, 'abort').then(() => undefined) }
  const wrong = step('wrong', `throw new Error('wrong settings')`)
  const ending = await together([never, { ...wrong, ready: () => new Promise(() => {}) }])
  expect(ending).toMatchObject({ kind: 'broke', name: 'wrong', how: 'ended with code 1' })
  expect(JSON.stringify(ending)).toContain('wrong settings')
})

test('one that is not ready in time is reported', async () => {
  const never: Step = {
    ...step('never', RUN_ON),
    ready: (signal) => once(signal, 'abort').then(() => Promise.reject()),
  }
  expect(await together([never], { readyWithinSeconds: 0.5 })).toMatchObject({
    kind: 'broke',
    name: 'never',
    how: 'was not ready within 0.5 seconds',
  })
})

test('one that does not listen to being stopped is ended at once by the second request', async () => {
  const [stop, kill] = [new AbortController(), new AbortController()]
  const deaf = step('deaf', `process.on('SIGTERM', () => {}); ${RUN_ON}`)
  const ending = await together([deaf], {
    stop: stop.signal,
    kill: kill.signal,
    onReady: async () => {
      stop.abort()
      await sleep(100)
      kill.abort()
    },
  })
  expect(ending).toEqual({ kind: 'stopped' })
})

test('nothing is started when it was stopped already', async () => {
  const program = step('program', RUN_ON)
  expect(await together([program], { stop: AbortSignal.abort() })).toEqual({ kind: 'stopped' })
  expect(program.pid()).toBe(0)
})

test('a program gets the environment given and no other', async () => {
  const lines: string[] = []
  const program = step('program', `console.log(JSON.stringify(process.env)); ${RUN_ON}`, (line) => lines.push(line))
  const stop = new AbortController()
  await together([program], { stop: stop.signal, onReady: () => stop.abort() })
  expect(Object.keys(JSON.parse(lines[0] ?? '{}'))).not.toContain('PATH')
})

test('a server that names no address is on loopback only', async () => {
  const lines: string[] = []
  const script = `${RUN_ON}; require('node:http').createServer().listen(0, function () { console.log(JSON.stringify(this.address())) })`
  const program = step('program', script, (line) => lines.push(line))
  const stop = new AbortController()
  const listening = { ...program, ready: async () => void (await until(() => lines.length === 2)) }
  await together([listening], { stop: stop.signal, onReady: () => stop.abort() })
  expect(JSON.parse(lines[1] ?? '{}')).toMatchObject({ address: '127.0.0.1' })
})

test('an address is asked until it answers 200', async () => {
  let asked = 0
  const server = createServer((_, response) => {
    // Not chained: restify, where a test loaded it before, makes writeHead return nothing.
    response.writeHead(++asked < 3 ? 503 : 200)
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  await answersOk(url, AbortSignal.timeout(5000))
  expect(asked).toBe(3)
  server.close()
  server.closeAllConnections()
  await expect(answersOk(url, AbortSignal.timeout(300))).rejects.toThrow()
})

test('programs do not outlive the one that started them, even when it is killed', async () => {
  const script = `
    import { runTogether } from './src/sandbox/run-together.ts'
    const never = new AbortController().signal
    const program = { name: 'p', args: ['-e', ${JSON.stringify(RUN_ON)}], env: {}, cwd: '.', onLine: (line) => console.log(line) && 0 }
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1500)
    await runTogether([{ program, ready: async () => {}, lastWords: async () => [] }], { stop: never, kill: never, readyWithinSeconds: 9, onReady() {} })`
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(run.signal).toBe('SIGKILL')
  expect(run.stdout).toMatch(/^\d+\n$/)
  expect(await allGone([{ pid: Number(run.stdout), args: '' }])).toBe(true)
})

/** A step that is ready when the program has said its process id. */
function step(name: string, script: string, onLine: (line: string) => unknown = () => {}): Step & { pid(): number } {
  let pid = 0
  const program = {
    name,
    args: ['-e', script],
    env: {},
    cwd: '.',
    onLine: (line: string) => {
      if (/^\d+$/.test(line)) pid = Number(line)
      onLine(line)
    },
  }
  const ready = async () => void (await until(() => pid > 0))
  return { program, ready, lastWords: async (child) => child.lastErrors(), pid: () => pid }
}

function together(steps: Step[], run: Partial<Parameters<typeof runTogether>[1]> = {}) {
  const never = new AbortController().signal
  return runTogether(steps, { stop: never, kill: never, readyWithinSeconds: 10, onReady: () => {}, ...run })
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(20)
}
