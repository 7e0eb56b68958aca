import type { IncomingMessage, ServerResponse } from 'node:http'
import { takeApart } from './answer.ts'
import { answerBatch, isBatch } from './batch.ts'
import { control } from './control.ts'
import { takeFault } from './faults.ts'
import { journalEntry } from './journal.ts'
import { pause, playFault } from './play-fault.ts'
import { sendReply } from './send-reply.ts'
import { readToken } from './tokens.ts'
import type { World } from './world.ts'

/** One request from its arrival to its answer, or to whatever a fault makes of it. */
export async function serveRequest(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(`http://${request.headers.host ?? '127.0.0.1'}${request.url ?? '/'}`)
  const bodyText = await readText(request)
  const { method = 'GET', headers } = request
  if (url.pathname.startsWith('/_sandbox/issuer/')) {
    return sendReply(response, await world.issuer.answer({ method, url, bodyText }))
  }
  const signingIn = world.signIn?.answer({ method, url, headers, bodyText })
  if (signingIn) return sendReply(response, await signingIn)
  if (url.pathname.startsWith('/_sandbox/')) {
    return sendReply(response, control(world, { method, path: url.pathname, bodyText }))
  }
  if (isBatch(url)) {
    await pause(response, world.latencyMs)
    return sendReply(response, answerBatch(world, { request, url, bodyText }))
  }
  const path = `${url.pathname}${url.search}`.replace(/^\/(v1\.0|beta)(?=\/)/, '')
  const entry = journalEntry(request, path, world.now())
  world.journal.push(entry)
  const token = world.signIn
    ? await world.signIn.checkToken(headers.authorization)
    : readToken(world.tenant, headers.authorization)
  const incoming = takeApart(entry, { url, headers, bodyText, token })
  const fault = takeFault(world.faults, entry)
  entry.fault = fault?.kind ?? null
  await pause(response, world.latencyMs)
  await playFault({ world, incoming, response }, fault)
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
