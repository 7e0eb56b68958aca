/** The shape of what is coming, for those who see; the words are for those who listen. */
export function WaitingList({ words }: { words: string }) {
  return (
    <div className="waiting">
      <p className="only-heard">{words}</p>
      {['first', 'second', 'third', 'fourth'].map((name) => (
        <div className="waiting__row" key={name} aria-hidden="true">
          <span className="waiting__tile" />
          <span className="waiting__lines">
            <span />
            <span />
          </span>
        </div>
      ))}
    </div>
  )
}
