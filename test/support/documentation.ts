import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export const readText = (file: string) => readFileSync(join(root, file), 'utf8')

/** Every page that somebody reads, by its path from the root. */
export const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'infra/README.md'],
  ...globSync('docs/**/*.md', { cwd: root }).sort(),
]

/** Links of a page to files of this repository, as they stand there. */
export function linksOf(text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '')
  return targets.filter((target) => !/^https?:/.test(target))
}

/** Where a link of a page leads, from the root. */
export const fileOfLink = (page: string, link: string) => normalize(join(dirname(page), link.split('#')[0] ?? ''))

export function brokenLinks(page: string, text: string): string[] {
  return linksOf(text).filter((link) => {
    const [path = '', anchor] = link.split('#')
    const file = path === '' ? page : fileOfLink(page, link)
    if (!existsSync(join(root, file))) return true
    if (anchor === undefined) return false
    return !anchorsOf(path === '' ? text : readText(file)).includes(anchor)
  })
}

/** As GitHub makes them from headings. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '')
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** What npm does by itself, and the scripts that it knows without `run`. */
const builtIn = ['ci', 'audit', 'sbom']
const withoutRun = ['start', 'test']

export function unknownNpmCommands(text: string): string[] {
  const { scripts } = JSON.parse(readText('package.json'))
  return [...text.matchAll(/\bnpm (run )?(?:-\S+ )*([a-z][\w:-]*)/g)]
    .filter(([, run, name = '']) =>
      run ? !Object.hasOwn(scripts, name) : ![...builtIn, ...withoutRun.filter((one) => scripts[one])].includes(name),
    )
    .map(([command]) => command)
}

/** The first word of each command in the shell blocks of a page. */
export function programsOf(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```(?:sh|bash)\n([\s\S]*?)^ *```/gm)].map((match) => match[1] ?? '')
  return blocks
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split(/\s(?:&&|\|\||\|)\s|;\s/))
    .map((command) => command.trim().replace(/^(?:[A-Z][A-Z0-9_]*=\S*\s+)+/, ''))
    .filter((command) => command !== '')
    .map((command) => command.split(/\s/)[0] ?? '')
}

/**
 * The arguments of each `npm run script -- …`, and of each `node` with the script's file, that a page shows in full (not as a
 * grammar), with examples in place of what stands in <angles>.
 */
export function argumentsOf(script: string, text: string): string[][] {
  const lines = text.split(/[`\n]/).map((line) => line.replace(/\s#\s.*$/, '').trim())
  const { scripts } = JSON.parse(readText('package.json'))
  const [file = ''] = /\S+\.ts$/.exec(scripts[script]) ?? []
  const command = new RegExp(
    `(?:^npm run (?:-s )?${script} --|\\bnode (?:--\\S+ )*\\S*${file.replaceAll('.', '\\.')}) (.+)$`,
  )
  const given = lines.flatMap((line) => command.exec(line)?.[1] ?? [])
  const full = given.filter((words) => !/[[|…]/.test(words))
  return full.map((words) => words.replace(/<[^>]+>/g, example).split(/\s+/))
}

function example(placeholder: string): string {
  if (placeholder.includes('@thread.v2')) return '19:0de69e5e@thread.v2'
  return placeholder.includes('version') ? '1.10.0' : '11111111-1111-4111-8111-111111111111'
}

export function variablesOf(text: string): string[] {
  return [...new Set(text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [])]
}
