import { field } from './activity-fields.ts'

/** The references a press carries. They come from a client: whatever they name is looked up again, and judged. */
export type Pressed = {
  app: string | null
  set: string | null
  version: string | null
  rollout: string | null
  page: number | null
  after: string | null
}

const highestPage = 1_000

/**
 * @param value an activity's `value`: an invoke's (`Action.Execute`) has the data in its action, a submit's is the data.
 * Whatever is not of the expected form counts as absent.
 */
export function readPressed(value: unknown): Pressed {
  const action = field(value, 'action')
  const data = action === undefined ? value : field(action, 'data')
  const page = field(data, 'page')
  return {
    app: reference(field(data, 'app'), 200),
    set: reference(field(data, 'set'), 200),
    version: reference(field(data, 'version'), 200),
    rollout: reference(field(data, 'rollout'), 200),
    page: isPage(page) ? page : null,
    after: reference(field(data, 'after'), 500),
  }
}

function reference(value: unknown, longest: number): string | null {
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : null
}

function isPage(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= highestPage
}
