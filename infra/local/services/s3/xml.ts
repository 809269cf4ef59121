export type XmlNode = string | number | boolean | undefined | XmlElement | readonly XmlElement[]

/** Element names with their content; a list repeats its element. */
export interface XmlElement {
  readonly [name: string]: XmlNode
}

export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml(root)}`
}

function xml(element: XmlElement): string {
  return Object.entries(element)
    .map(([name, content]) => {
      if (content === undefined) return ''
      if (Array.isArray(content)) return content.map((each) => tagged(name, xml(each))).join('')
      return tagged(
        name,
        typeof content === 'object' ? xml(content as XmlElement) : escaped(content),
      )
    })
    .join('')
}

const tagged = (name: string, inner: string) => `<${name}>${inner}</${name}>`

function escaped(value: string | number | boolean): string {
  return String(value).replace(/[<>&"\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** The text of a request's element. Enough for the flat documents that the SDK sends. */
export function textOf(document: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(document)?.[1]
}
