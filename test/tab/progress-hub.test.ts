import { expect, test } from '@jest/globals'
import type { UpgradeProgress } from '../../src/installations/ask-upgrade.ts'
import type { Scope } from '../../src/installations/scope.ts'
import { createProgressHub } from '../../src/tab/progress-hub.ts'

const chat: Scope = { kind: 'chat', chatId: '19:a@thread.v2' }

const started = (tenantId: string, scope: Scope): UpgradeProgress => ({
  kind: 'started',
  tenantId,
  scope,
  app: { by: 'catalogId', id: 'a' },
  actor: { via: 'tab', id: 'u', name: null },
})

function watcher() {
  const seen: string[] = []
  return {
    seen,
    onProgress: ({ kind }: UpgradeProgress) => void seen.push(kind),
    onClose: () => void seen.push('closed'),
  }
}

test('who watches hears of their place in their tenant, until they leave', () => {
  const hub = createProgressHub()
  const one = watcher()
  const leave = hub.watch({ tenantId: 't', scope: chat, personId: 'p' }, one)
  hub.publish(started('t', chat))
  hub.publish(started('other', chat))
  hub.publish(started('t', { kind: 'chat', chatId: '19:b@thread.v2' }))
  leave?.()
  leave?.()
  hub.publish(started('t', chat))
  hub.close()
  expect(one.seen).toEqual(['started'])
})

test('one person holds so many streams and no more, and each they leave makes room', () => {
  const hub = createProgressHub()
  const watch = (personId: string) => hub.watch({ tenantId: 't', scope: chat, personId }, watcher())
  const leaving = Array.from({ length: 20 }, () => watch('p'))
  expect(leaving).not.toContain(null)
  expect(watch('p')).toBeNull()
  expect(watch('q')).not.toBeNull()
  leaving[0]?.()
  expect(watch('p')).not.toBeNull()
})

test('all together hold so many streams and no more', () => {
  const hub = createProgressHub()
  const watch = (i: number) => hub.watch({ tenantId: 't', scope: chat, personId: `p${i}` }, watcher())
  for (let i = 0; i < 5_000; i++) expect(watch(i)).not.toBeNull()
  expect(watch(5_000)).toBeNull()
})

test('the end reaches everybody, and nobody comes after it', () => {
  const hub = createProgressHub()
  const people = [watcher(), watcher()]
  for (const [i, one] of people.entries()) hub.watch({ tenantId: 't', scope: chat, personId: `p${i}` }, one)
  hub.close()
  expect(people.map(({ seen }) => seen)).toEqual([['closed'], ['closed']])
  expect(hub.watch({ tenantId: 't', scope: chat, personId: 'late' }, watcher())).toBeNull()
})
