export type SignInWindow = {
  /** Teams' answer to `authentication.authenticate`: whether it went well, and what the window said. */
  open(url: string): Promise<[boolean, string]>
  isOpen(source: unknown): boolean
  done(isSuccess: boolean, result: string): void
}

const LOOK_EVERY_MS = 300
/** teams-js closes the window a moment after it has said how it went. */
const CLOSED_BY_PERSON = 'CancelledByUser'

/** The window in which a person consents or proves more. One at a time. */
export function createSignInWindow(): SignInWindow {
  let current: { window: Window; end: (answer: [boolean, string]) => void } | null = null
  return {
    open: (url) => {
      // teams-js lets tabs open https alone, and nothing on this machine has a certificate.
      const opened = window.open(url.replace(/^https:/, location.protocol), 'sign-in', 'popup,width=600,height=640')
      if (!opened) return Promise.resolve([false, 'FailedToOpenWindow'])
      return new Promise((resolve) => {
        const timer = setInterval(() => opened.closed && end([false, CLOSED_BY_PERSON]), LOOK_EVERY_MS)
        const end = (answer: [boolean, string]) => {
          clearInterval(timer)
          resolve(answer)
        }
        current = { window: opened, end }
      })
    },
    isOpen: (source) => source === current?.window,
    done: (isSuccess, result) => current?.end([isSuccess, result]),
  }
}
