import { useCallback, useState } from 'react'

type Said = { text: string; times: number }

/** One quiet place from which screen readers hear what came of things. */
export function useAnnouncer(): { said: Said; announce: (text: string) => void } {
  const [said, setSaid] = useState<Said>({ text: '', times: 0 })
  const announce = useCallback((text: string) => setSaid(({ times }) => ({ text, times: times + 1 })), [])
  return { said, announce }
}

export function Announcer({ said: { text, times } }: { said: Said }) {
  return (
    <div className="only-heard" role="status">
      <span key={times}>{text}</span>
    </div>
  )
}
