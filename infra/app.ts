// What `npx cdk` runs, as cdk.json says: `npx cdk deploy --all -c stage=dev`.
import { withBundles } from './bundle-functions.ts'
import { noteseal } from './noteseal.ts'

await withBundles((bundles) => noteseal({ bundles }).synth())
