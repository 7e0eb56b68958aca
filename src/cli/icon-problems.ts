const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const TRUECOLOUR_WITH_ALPHA = 6

/**
 * What is wrong with an icon of the app package; an empty list when Teams will take it.
 * The manifest's schema only sees the file name; the sizes stand in the descriptions of its `icons` property:
 * colour 192 x 192 pixels, outline 32 x 32 pixels on a transparent ground.
 */
export function iconProblems(name: string, file: Buffer, wanted: { pixels: number; transparent: boolean }): string[] {
  // PNG, section 5.3 and 11.2.2: the signature, then the IHDR chunk with width, height, depth and colour type.
  if (file.length < 26 || !file.subarray(0, 8).equals(PNG_SIGNATURE)) return [`${name} is not a PNG file.`]
  const width = file.readUInt32BE(16)
  const height = file.readUInt32BE(20)
  const problems: string[] = []
  if (width !== wanted.pixels || height !== wanted.pixels) {
    problems.push(`${name} is ${width} x ${height} pixels; Teams wants ${wanted.pixels} x ${wanted.pixels}.`)
  }
  if (wanted.transparent && file.readUInt8(25) !== TRUECOLOUR_WITH_ALPHA) {
    problems.push(`${name} has no transparency; Teams wants a white drawing on a transparent ground.`)
  }
  return problems
}
