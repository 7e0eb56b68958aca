/** `npm run bench -- memory [sizes]`: the JavaScript heap of a rollout from its list to its export, by the number of its targets. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const sizes = (process.argv[2] ?? '1000,10000,100000').split(',')
const program = join(import.meta.dirname, 'rollout/measure-heap.ts')
console.log('| targets | heap after each page, most | heap at the end | RSS, most | seconds |')
console.log('| --: | --: | --: | --: | --: |')
for (const size of sizes) {
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', program, size], { encoding: 'utf8' })
  console.log(stdout.trim() || stderr)
}
