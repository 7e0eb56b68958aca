import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@jest/globals'

// Run by test/shape/uncaught.test.ts alone: it has to fail.
test('an error that nobody catches', async () => {
  void Promise.reject(new Error('nobody caught me'))
  await sleep(20)
})
