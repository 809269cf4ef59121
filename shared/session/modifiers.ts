/** A modifier that says how a service was provided. Labels are ours. */
export interface ModifierRule {
  readonly label: string
  readonly source: string
  /** Rows that nobody read at their source only advise. */
  readonly verified: boolean
}

/** The modifiers of telehealth. Any other of a modifier's form may be used too. */
export const modifierRules: Readonly<Record<string, ModifierRule>> = {
  '93': {
    label: 'Audio only, live',
    source:
      'Medicare from 2025: client at home, practitioner able to use video, client unable or unwilling (FCSO 0459457)',
    verified: false,
  },
  '95': {
    label: 'Audio and video, live',
    source: 'Payers’ telehealth pages, at second hand',
    verified: false,
  },
}
