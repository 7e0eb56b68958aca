import { expect, test } from '@jest/globals'
import { classifyRefusal, type Refusal } from '../../src/graph/classify-refusal.ts'

const refusal = (change: Partial<Refusal>): Refusal => ({
  status: 403,
  code: 'Forbidden',
  message: '',
  requestId: 'r',
  retryAfterSeconds: null,
  ...change,
})

test.each<[string, Partial<Refusal>, object]>([
  ['a 429 asks to wait', { status: 429, retryAfterSeconds: 7 }, { kind: 'throttled', retryAfterSeconds: 7 }],
  ['a 503 may have done it', { status: 503, retryAfterSeconds: 2 }, { kind: 'doubtful', retryAfterSeconds: 2 }],
  ['a 500 may have done it', { status: 500 }, { kind: 'doubtful' }],
  ['a 408 may have done it', { status: 408 }, { kind: 'doubtful' }],
  ['a 404 means it is not there', { status: 404 }, { kind: 'not-found' }],
  ['a 410 means it is there no more', { status: 410 }, { kind: 'not-found' }],
  ['a refused token is nobody at the keyboard’s fault', { status: 401 }, { kind: 'failed' }],
  [
    'missing roles of an application',
    { message: "Missing role permissions on the request. API requires one of 'A, B'. Roles on the request ''." },
    { kind: 'refused', reason: 'missing-permission' },
  ],
  [
    'missing scopes of a person',
    { message: "Missing scope permissions on the request. API requires one of 'A'. Scopes on the request ''" },
    { kind: 'refused', reason: 'missing-permission' },
  ],
  ['the directory refuses', { code: 'Authorization_RequestDenied' }, { kind: 'refused', reason: 'missing-permission' }],
  [
    'a Self permission and another app’s manifest',
    { message: "AAD App Id 'a' is not allowed to manage the Teams App 'b'" },
    { kind: 'refused', reason: 'app-mismatch' },
  ],
  ['any other 403 is final too', { message: 'This request is forbidden.' }, { kind: 'refused', reason: 'rejected' }],
  ['an UnknownError without a word passes', { code: 'UnknownError', message: '' }, { kind: 'doubtful' }],
  ['an UnknownError with words is final', { code: 'UnknownError', message: 'No.' }, { kind: 'refused' }],
  ['an UnknownError of a 409 is looked into', { status: 409, code: 'UnknownError', message: '' }, { kind: 'unclear' }],
  [
    'words that only quote Graph’s sentence',
    { message: 'Not because of "Missing role permissions on the request".' },
    { kind: 'refused', reason: 'rejected' },
  ],
  [
    'a consent that is not the required one',
    { status: 400, code: 'ResourceSpecificPermissionsMismatch' },
    { kind: 'refused', reason: 'permission-mismatch' },
  ],
  [
    'a settings store that is busy passes',
    {
      status: 400,
      code: 'BadRequest',
      message: 'Failed to execute settings store request 400 Schema validation errors',
    },
    { kind: 'doubtful' },
  ],
  [
    'somebody without a licence, whose chats were asked for',
    { message: 'Failed to get license information for the user. Ensure user has a valid Office365 license assigned.' },
    { kind: 'refused', reason: 'rejected' },
  ],
  [
    'a link to a next page that is too old',
    { status: 400, code: 'Directory_ExpiredPageToken', message: 'The specified page token value has expired.' },
    { kind: 'unclear' },
  ],
  ['an unknown 400 is looked into', { status: 400, code: 'BadRequest' }, { kind: 'unclear' }],
  ['an unknown 409 is looked into', { status: 409, code: 'Conflict' }, { kind: 'unclear' }],
  [
    'a person who may not grant',
    {
      status: 412,
      message: 'request IsUserAuthorizedToGrantGroupResourceSpecificPermissionsRequest. Workload Unknown',
    },
    { kind: 'refused', reason: 'not-allowed-person' },
  ],
  ['another precondition', { status: 412, message: 'etag' }, { kind: 'refused', reason: 'rejected' }],
  ['a route this cloud does not have', { status: 501 }, { kind: 'refused', reason: 'unsupported' }],
  ['a method that is not allowed', { status: 405 }, { kind: 'refused', reason: 'unsupported' }],
  ['a redirect is no answer', { status: 302 }, { kind: 'refused', reason: 'rejected' }],
])('%s', (_name, change, expected) => {
  expect(classifyRefusal(refusal(change))).toMatchObject({ ...expected, requestId: 'r' })
})

test('the detail keeps Graph’s own words, and says the status where it has none', () => {
  expect(classifyRefusal(refusal({ message: 'Because.' }))).toMatchObject({ detail: 'Forbidden: Because.' })
  expect(classifyRefusal(refusal({ status: 500, code: '' }))).toMatchObject({ detail: 'HTTP 500' })
  const expired = refusal({ status: 401, code: 'InvalidAuthenticationToken', message: 'Expired.' })
  const detail = 'Graph did not accept the token (InvalidAuthenticationToken: Expired.)'
  expect(classifyRefusal(expired)).toMatchObject({ detail })
})
