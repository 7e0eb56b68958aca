import { existsSync } from 'node:fs'

/** Where Chromium and its kin are installed on Linux, macOS and Windows; first the one without a window, the fastest. */
const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** @returns {string | null} the browser to drive: CHROMIUM_PATH, or the first that is installed. */
export function findBrowser() {
  return [process.env.CHROMIUM_PATH, ...places].find((place) => place && existsSync(place)) ?? null
}
