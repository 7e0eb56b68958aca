// Runs in the browser: draws one card with Microsoft's renderer and measures what came out.
const { AdaptiveCards } = globalThis

globalThis.drawCard = (json, hostConfig) => {
  const card = new AdaptiveCards.AdaptiveCard()
  card.hostConfig = new AdaptiveCards.HostConfig(hostConfig)
  const context = new AdaptiveCards.SerializationContext()
  card.parse(json, context)
  const parseEvents = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message)
  const invalid = card.validateProperties().validationEvents.map((event) => event.message)
  const root = document.querySelector('#card')
  root.replaceChildren(card.render())
  return { problems: [...parseEvents, ...invalid], ...measure(root) }
}

globalThis.measureCard = () => measure(document.querySelector('#card'))

function measure(root) {
  const right = root.getBoundingClientRect().right
  const overflowing = [...root.querySelectorAll('*')]
    .filter(
      (element) => element.getBoundingClientRect().right > right + 0.5 || element.scrollWidth > element.clientWidth + 1,
    )
    .filter((element) => getComputedStyle(element).display !== 'inline')
    .map((element) => `${element.className}: ${element.textContent.slice(0, 60)}`)
  return {
    overflowing,
    text: root.innerText,
    buttons: [...root.querySelectorAll('button')].map((button) => button.innerText),
    lowContrast: textElements(root)
      .filter((element) => contrast(element) < 4.5)
      .map((element) => `${contrast(element).toFixed(2)} ${element.innerText}`),
    headings: root.querySelectorAll('[role=heading]').length,
  }
}

function textElements(root) {
  return [...root.querySelectorAll('*')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== ''),
  )
}

function contrast(element) {
  const background = backgroundOf(element)
  const [lighter, darker] = [
    luminance(over(parse(getComputedStyle(element).color), background)),
    luminance(background),
  ].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function backgroundOf(element) {
  if (!element) return [255, 255, 255, 1]
  const own = parse(getComputedStyle(element).backgroundColor)
  return own[3] === 1 ? own : over(own, backgroundOf(element.parentElement))
}

function parse(color) {
  const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number)
  return [r, g, b, a]
}

function over([r, g, b, a], below) {
  return [r, g, b].map((part, i) => part * a + below[i] * (1 - a)).concat(1)
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color) {
  const [r, g, b] = color.slice(0, 3).map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
