/**
 * The peer: a bare botbuilder + restify bot as Microsoft's samples write it (BotBuilder-Samples, 02.echo-bot), which
 * answers every message with one constant reply. Its body parser ends the process over a malformed gzip body, which is
 * why the product has none; here it is what people run.
 */
import { readFileSync } from 'node:fs'
import {
  type Activity,
  ActivityHandler,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type TurnContext,
} from 'botbuilder'
import { plugins, type Request, type Response, createServer as restify } from 'restify'

class EchoBot extends ActivityHandler {
  constructor(reply: Partial<Activity>) {
    super()
    this.onMessage(async (context, next) => {
      await context.sendActivity(reply)
      await next()
    })
  }
}

const reply: Partial<Activity> = JSON.parse(readFileSync(process.env['ECHO_REPLY_FILE'] ?? '', 'utf8'))
const bot = new EchoBot(reply)
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}))
adapter.onTurnError = async (_context: TurnContext, error: Error) => console.error(error)

const server = restify()
server.use(plugins.bodyParser())
server.post('/api/messages', async (request: Request, response: Response) => {
  // restify's types allow a request without a method, botbuilder's do not; there is always one.
  await adapter.process(request as Request & { method: string }, response, (context) => bot.run(context))
})
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`))
