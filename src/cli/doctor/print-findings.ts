import type { Finding } from './finding.ts'

/** One JSON object a line. */
export function toJsonLines(findings: Finding[]): string {
  return findings.map((finding) => `${JSON.stringify(finding)}\n`).join('')
}

const width = 96

/** Three columns for eyes, with what to do below each line that wants something done. */
export function toTable(findings: Finding[]): string {
  const longest = Math.max(...findings.map(({ check }) => check.length))
  const indent = ' '.repeat('missing'.length + longest + 4)
  const rows = findings.map(({ check, state, found, fix }) => {
    const head = `${state.padEnd('missing'.length)}  ${check.padEnd(longest)}  `
    const lines = [...wrap(found), ...(fix ? wrap(`→ ${fix}`) : [])]
    return `${head}${lines.join(`\n${indent}`)}\n`
  })
  return `${rows.join('')}\n${summary(findings)}\n`
}

function summary(findings: Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length
  const [missing, unknown] = [count('missing'), count('unknown')]
  const all = `${count('ok')} ok, ${missing} missing, ${unknown} unknown.`
  return missing > 0 ? `${all} docs/doctor.md says more about each line.` : all
}

function wrap(text: string): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && line.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}
