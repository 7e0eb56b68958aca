import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

const root = path.resolve(import.meta.dirname, '../..')

test('F30: an error that nobody caught fails the test that it happened in', async () => {
  const jest = path.join(root, 'node_modules/jest/bin/jest.js')
  const args = ['--experimental-vm-modules', jest, '--runInBand', '--testMatch', '**/uncaught.fixture.ts']
  const running = promisify(execFile)(process.execPath, args, { cwd: root })
  await expect(running).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('nobody caught me') })
})
