/**
 * `npm start`: the sandbox tenant, the bot, the Microsoft 365 Agents Playground and local Teams for the tab, until Ctrl-C.
 * With `--auth` as in a tenant: activities are signed, and nobody is believed without a token.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseDemoPorts } from './choose-demo-ports.ts'
import { chooseTenant, worldNames } from './choose-tenant.ts'
import { demoApp } from './demo-app.ts'
import { botStep, playgroundStep, sandboxStep, tabStep } from './demo-steps.ts'
import { anyPort } from './free-port.ts'
import { PLAYGROUND_CONFIG_FILE, playgroundConfig } from './playground-config.ts'
import { type Ending, runTogether } from './run-together.ts'
import { prepareSignIn } from './sign-in/prepare-sign-in.ts'
import { startScreen } from './start-screen.ts'
import { stopSignals } from './stop-signals.ts'

const READY_WITHIN_SECONDS = 60

async function start(env: NodeJS.ProcessEnv, args: string[]): Promise<number> {
  if (args.some((arg) => arg !== '--auth')) {
    console.error('npm start knows one option: npm start -- --auth')
    return 2
  }
  const signals = stopSignals(env)
  const tenant = chooseTenant(env['SANDBOX_WORLD'])
  if (!tenant) {
    console.error(`SANDBOX_WORLD must be ${worldNames.join(' or ')}.`)
    return 1
  }
  const chosen = await chooseDemoPorts(env)
  if (chosen.kind === 'refused') {
    console.error(chosen.problem)
    return 1
  }
  for (const remark of chosen.remarks) console.log(remark)

  const app = demoApp(tenant)
  const folder = await mkdtemp(join(tmpdir(), 'teams-upgrade-bot-'))
  try {
    await writeFile(join(folder, PLAYGROUND_CONFIG_FILE), playgroundConfig(tenant, app.bot, env['DEMO_PERSON']))
    const signIn = args.includes('--auth') ? await prepareSignIn(join(folder, 'sign-in'), await anyPort()) : null
    const ids = { appId: app.externalId, clientId: app.bot.id, tenantId: tenant.id }
    const setting = { ports: chosen.ports, ...ids, folder, env, signIn }
    const playground = playgroundStep(setting)
    console.log('Starting the sandbox tenant, the bot and the Playground ...')
    const ending = await runTogether(
      [
        sandboxStep(setting),
        botStep(setting, (line) => console.log(`bot: ${line}`)),
        tabStep(setting),
        playground.step,
      ],
      {
        ...signals,
        readyWithinSeconds: READY_WITHIN_SECONDS,
        onReady: () =>
          console.log(startScreen(app, { ...setting, ports: { ...chosen.ports, playground: playground.port() } })),
      },
    )
    return sayHowItEnded(ending)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function sayHowItEnded(ending: Ending): number {
  if (ending.kind === 'stopped') {
    console.log('Everything is stopped.')
    return 0
  }
  console.error(`The ${ending.name} ${ending.how}, so everything is stopped. What it said last:`)
  for (const line of ending.lastWords) console.error(`  ${line}`)
  if (ending.lastWords.length === 0) console.error('  nothing')
  return 1
}

// A closed terminal, or `npm start | head`: what cannot be said is not worth dying of before the others are stopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

process.exitCode = await start(process.env, process.argv.slice(2))
