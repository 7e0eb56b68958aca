import { createLog } from '../../src/log.ts'
import { createServer } from '../../src/server.ts'

/*
 * The real server in a process of its own, so that a test can see whether it lives. Answers with the activity's type
 * and text; the text `throw` makes it fail. Logs to standard output; reports its port and its memory over IPC.
 */
const server = createServer({
  log: createLog({ level: 'debug' }),
  readiness: async () => ({ ready: true, checks: {} }),
  answerActivity: async ({ authorization, activity }) => {
    if (activity['text'] === 'throw') throw new Error('a detail nobody outside may see')
    return { status: 200, body: { type: activity.type, text: activity['text'], authorization } }
  },
})

process.on('message', () => {
  globalThis.gc?.()
  process.send?.({ rssBytes: process.memoryUsage.rss() })
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }))
