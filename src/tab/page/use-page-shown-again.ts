import { useEffect } from 'react'

/**
 * For what shows a dialog. Fluent UI 9.74 hides the rest of the page from screen readers and shows it again 250 ms after
 * the dialog, but forgets to where the last part that uses its keyboard support (tabster) went with it.
 */
export function usePageShownAgain(): void {
  useEffect(() => () => void setTimeout(showAgain), [])
}

function showAgain(): void {
  const hasDialog = document.querySelector('[aria-modal="true"]') !== null
  if (!hasDialog) document.getElementById('root')?.removeAttribute('aria-hidden')
}
