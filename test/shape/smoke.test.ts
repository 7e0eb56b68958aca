import { expect, test } from '@jest/globals'
import { CloudAdapter } from 'botbuilder'
import restify from 'restify'
test('x', () => { const a: number = 1; expect(typeof CloudAdapter).toBe('function'); expect(typeof restify.createServer).toBe('function'); expect(a).toBe(1) })
