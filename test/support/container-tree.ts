import { execFile } from 'node:child_process'
import { chmod, chown, copyFile, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Copy, DockerfileParser, type Instruction } from 'dockerfile-ast'

const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '../..')

/** The Dockerfile stage by stage: the instructions after each `FROM`, by the stage's name; the image itself has none. */
export async function dockerStages(): Promise<Map<string, Instruction[]>> {
  const stages = new Map<string, Instruction[]>()
  let current: Instruction[] = []
  const text = await readFile(path.join(root, 'Dockerfile'), 'utf8')
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      current = []
      stages.set(instruction.getArguments()[2]?.getValue() ?? '', current)
    }
    current.push(instruction)
  }
  return stages
}

/** What is written behind each such keyword of a stage, without the flags. */
export async function argumentsOf(stage: string, keyword: string): Promise<string[]> {
  const instructions = (await dockerStages()).get(stage) ?? []
  const wanted = instructions.filter((instruction) => instruction.getKeyword() === keyword)
  return wanted.map((instruction) => instruction.getArgumentsContent() ?? '')
}

/** What a stage copies, and from which stage; null: from the checkout. */
export async function copiedInto(stage: string): Promise<{ from: string | null; source: string; target: string }[]> {
  const copies = ((await dockerStages()).get(stage) ?? []).filter(isCopy)
  return copies.map((copy) => {
    const [source = '', target = ''] = copy.getArguments().map((argument) => argument.getValue())
    const from = copy.getFlags().find((flag) => flag.getName() === 'from')
    return { from: from?.getValue() ?? null, source, target }
  })
}

/** What the image runs. */
export async function imageCommand(): Promise<string[]> {
  return JSON.parse((await argumentsOf('', 'CMD'))[0] ?? '[]')
}

const isCopy = (instruction: Instruction): instruction is Copy => instruction.getKeyword() === 'COPY'

/** Whether .dockerignore lets a path into the build; its last line that fits decides. */
export async function createIsLetIn(): Promise<(file: string) => boolean> {
  const lines = (await readFile(path.join(root, '.dockerignore'), 'utf8')).split('\n')
  const rules = lines.filter((line) => line !== '' && !line.startsWith('#'))
  return (file) => {
    const fits = (pattern: string) => pattern === '*' || file === pattern || file.startsWith(`${pattern}/`)
    const rule = rules.findLast((line) => fits(line.replace(/^!/, '')))
    return rule === undefined || rule.startsWith('!')
  }
}

export type ContainerTree = {
  app: string
  data: string
  /** Node's compiled form of the code, made as the Dockerfile says. */
  compiled: string
  /** The image's command: Node, and what it is called with. */
  node: string
  args: string[]
  remove(): Promise<void>
}

/** The account that owns nothing; only root can lend it. Without root this process is one that is not root. */
export const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null

/**
 * The image's file system as the Dockerfile describes it, in an empty folder: production install, what is copied, nothing
 * that can be written to but the data folder. The page must be built.
 */
export async function buildContainerTree(): Promise<ContainerTree> {
  const folder = await mkdtemp(path.join(tmpdir(), 'upgrade-bot-image-'))
  const [app, data, node] = ['app', 'data', 'node'].map((name) => path.join(folder, name)) as [string, string, string]
  const isLetIn = await createIsLetIn()
  const copy = (from: string, to: string) =>
    cp(path.join(root, from), path.join(app, to), {
      recursive: true,
      filter: (file) => isLetIn(path.relative(root, file).split(path.sep).join('/')),
    })
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) await copy(file, file)
  await run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: app,
  })
  for (const { from, source, target } of await copiedInto('app')) {
    const to = target.endsWith('./') ? path.basename(source) : target
    if (from === 'page') await cp(path.join(root, path.basename(source)), path.join(app, to), { recursive: true })
    if (from === null) await copy(source, to)
  }
  await mkdir(data)
  await copyFile(process.execPath, node)
  await chmod(folder, 0o755)
  const compiled = await compile(app, node)
  await run('chmod', ['-R', 'a+rX,a-w', app])
  if (nobody) await run('chown', [`${nobody.uid}:${nobody.gid}`, data])
  const remove = async () => {
    await run('chmod', ['-R', 'u+w', app])
    await rm(folder, { recursive: true, force: true })
  }
  const [, ...args] = await imageCommand()
  return { app, data, compiled, node, args, remove }
}

/** The stage's own command for it, as the account that will read it; afterwards it is root's. */
async function compile(app: string, node: string): Promise<string> {
  const compiled = path.join(app, 'compiled')
  await mkdir(compiled)
  const owner = nobody ?? { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 }
  await chown(compiled, owner.uid, owner.gid)
  const [, ...args]: string[] = JSON.parse((await argumentsOf('app', 'RUN')).at(-1) ?? '[]')
  await run(node, args, { cwd: app, env: { NODE_ENV: 'production', NODE_COMPILE_CACHE: compiled }, ...nobody })
  if (nobody) await run('chown', ['-R', '0:0', compiled])
  return compiled
}
