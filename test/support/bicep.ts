import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { Language, type Node, Parser } from 'web-tree-sitter'

/** What a Bicep file declares and uses, as far as that can be seen without Azure's own compiler. */
export type BicepFile = {
  /** Where the grammar stops making sense. */
  syntaxErrors: string[]
  /** By name: whether it has a default. */
  parameters: Map<string, boolean>
  outputs: string[]
  /** By symbol. */
  resources: Map<string, { type: string; apiVersion: string; body: Node }>
  modules: Map<string, { file: string; params: string[] }>
  /** Names that are used and declared nowhere, and declared and used nowhere. */
  undeclared: string[]
  unused: string[]
  /** `module.outputs.name`, as `module.name`. */
  outputsUsed: string[]
}

/** Of the language itself; `az` and `sys` are its namespaces. */
const builtIn = ['az', 'sys', 'true', 'false', 'null', 'string', 'object', 'array', 'int', 'bool']

export async function createBicepReader(root: string): Promise<(file: string) => BicepFile> {
  await Parser.init()
  const parser = new Parser()
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')
  parser.setLanguage(await Language.load(readFileSync(grammar)))
  return (file) => {
    const tree = parser.parse(readFileSync(path.join(root, file), 'utf8'))
    if (!tree) throw new Error(`${file} cannot be parsed`)
    return describeFile(tree.rootNode)
  }
}

function describeFile(root: Node): BicepFile {
  const declared = (kind: string) => root.descendantsOfType(`${kind}_declaration`).filter((node) => node !== null)
  const nameOf = (node: Node) => childOf(node, 'identifier')?.text ?? ''
  const [parameters, variables, outputs] = [declared('parameter'), declared('variable'), declared('output')]
  const [resources, modules] = [declared('resource'), declared('module')]
  const symbols = [...parameters, ...variables, ...resources, ...modules].map(nameOf)
  const used = usedNames(root)
  const moduleNames = modules.map(nameOf)
  return {
    syntaxErrors: allNodes(root)
      .filter((node) => node.isError || node.isMissing)
      .map((node) => `line ${node.startPosition.row + 1}: ${node.text}`),
    parameters: new Map(parameters.map((node) => [nameOf(node), node.namedChildren.length > 2])),
    outputs: outputs.map(nameOf),
    resources: new Map(resources.map((node) => [nameOf(node), resourceOf(node)])),
    modules: new Map(modules.map((node) => [nameOf(node), moduleOf(node)])),
    undeclared: used.filter((name) => !symbols.includes(name) && !builtIn.includes(name)),
    unused: symbols
      .filter((name) => !used.includes(name) && !resources.map(nameOf).includes(name))
      .filter((name) => !moduleNames.includes(name)),
    outputsUsed: [...root.text.matchAll(/\b(\w+)!?\.outputs\.(\w+)/g)].map(([, from, name]) => `${from}.${name}`),
  }
}

function resourceOf(node: Node): { type: string; apiVersion: string; body: Node } {
  const [type = '', apiVersion = ''] = quoted(childOf(node, 'string')).split('@')
  return { type, apiVersion, body: bodyOf(node) }
}

function moduleOf(node: Node): { file: string; params: string[] } {
  const params = propertiesOf(bodyOf(node)).get('params')
  return { file: quoted(childOf(node, 'string')), params: params ? [...propertiesOf(params).keys()] : [] }
}

/** The object of a declaration, whether or not a condition stands before it. */
function bodyOf(node: Node): Node {
  const body = childOf(node, 'object') ?? childOf(childOf(node, 'if_statement') ?? node, 'object')
  if (!body) throw new Error(`no body: ${node.text}`)
  return body
}

/** The properties of an object and their values. */
export function propertiesOf(object: Node): Map<string, Node> {
  const found = new Map<string, Node>()
  for (const property of object.namedChildren) {
    const [key, value] = property?.type === 'object_property' ? property.namedChildren : []
    if (key && value) found.set(key.text.replaceAll("'", ''), value)
  }
  return found
}

/** Names in the places where a value stands: no keys, no functions, no types, nothing after a dot. */
function usedNames(root: Node): string[] {
  const names = allNodes(root)
    .filter((node) => node.type === 'identifier')
    .filter(isUse)
  return [...new Set(names.map(({ text }) => text))]
}

function isUse(node: Node): boolean {
  const { parent } = node
  if (!parent || /^(decorator|type|primitive_type)/.test(parent.type)) return false
  const isFirst = parent.namedChildren[0]?.id === node.id
  const namesSomething = /_declaration$|^object_property$|^call_expression$/.test(parent.type)
  return !(namesSomething && isFirst)
}

export function allNodes(node: Node): Node[] {
  return [node, ...node.children.flatMap((child) => (child ? allNodes(child) : []))]
}

function childOf(node: Node, type: string): Node | null {
  return node.namedChildren.find((child) => child?.type === type) ?? null
}

export function quoted(node: Node | null | undefined): string {
  return node?.text.replace(/^'|'$/g, '') ?? ''
}
