import { type KeyboardEvent, useRef } from 'react'

export type PageTab<Name extends string> = { name: Name; label: string }

type Props<Name extends string> = {
  label: string
  tabs: PageTab<Name>[]
  shown: Name
  onShow: (name: Name) => void
}

/**
 * Tabs of our own: those of Fluent UI 9.74 put hidden elements that take the focus beside themselves, which is a fault to
 * axe and a surprise to some screen readers. https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */
export function PageTabs<Name extends string>({ label, tabs, shown, onShow }: Props<Name>) {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const goal = goalOf(
      event.key,
      tabs.findIndex(({ name }) => name === shown),
      tabs.length,
    )
    const tab = goal === null ? undefined : tabs.at(goal % tabs.length)
    if (!tab) return
    event.preventDefault()
    onShow(tab.name)
    list.current?.querySelector<HTMLElement>(`#tab-${tab.name}`)?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {tabs.map(({ name, label: text }) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-controls={`panel-${name}`}
          aria-selected={name === shown}
          tabIndex={name === shown ? 0 : -1}
          onClick={() => onShow(name)}
        >
          {text}
        </button>
      ))}
    </div>
  )
}

/** Where a key leads, -1 being the last. */
function goalOf(key: string, at: number, count: number): number | null {
  const isRightToLeft = document.documentElement.dir === 'rtl'
  switch (key) {
    case 'ArrowRight':
      return isRightToLeft ? at - 1 : at + 1
    case 'ArrowLeft':
      return isRightToLeft ? at + 1 : at - 1
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
