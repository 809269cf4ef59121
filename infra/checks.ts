import { type App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, HIPAASecurityChecks, type IApplyRule } from 'cdk-nag'

/** Has every synthesis checked by both packs: a finding that nobody acknowledged fails it. */
export function checkEverySynthesis(app: App): void {
  Validations.of(app).addPlugins(new Solutions(app), new Hipaa(app))
}

class Solutions extends AwsSolutionsChecks {
  protected override applyRule(rule: IApplyRule): void {
    super.applyRule(withShortFindings(rule))
  }
}

class Hipaa extends HIPAASecurityChecks {
  protected override applyRule(rule: IApplyRule): void {
    super.applyRule(withShortFindings(rule))
  }
}

const withShortFindings = (rule: IApplyRule): IApplyRule => ({
  ...rule,
  ruleSuffixOverride: rule.ruleSuffixOverride ?? rule.rule.name,
  rule: (node) => {
    const found = rule.rule(node)
    return Array.isArray(found) ? found.map(shortFinding) : found
  },
})

/**
 * A wildcard's finding is named after the resolved resource, across stacks an export with hashes in its
 * name. Written as `<Documents.Arn>/documents/*`, a reason can stand next to its statement and stay.
 */
export function shortFinding(finding: string): string {
  return finding
    .replace(/[\w-]+:ExportsOutputFnGetAtt(\w+?)[0-9A-F]{8}Arn[0-9A-F]{8}/g, '<$1.Arn>')
    .replace(/<(\w+?)[0-9A-F]{8}\.(\w+)>/g, '<$1.$2>')
}
