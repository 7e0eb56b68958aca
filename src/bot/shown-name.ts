export function shownName(appName: string | null | undefined): string {
  return appName?.trim() ? appName : 'This app'
}

export function shownVersion(version: string | null): string {
  return version?.trim() ? version : 'unknown'
}
