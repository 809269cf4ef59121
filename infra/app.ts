// What `npx cdk` runs, as cdk.json says: `npx cdk deploy --all -c stage=dev`.
import { bundleFunctions } from './bundle-functions.ts'
import { noteseal } from './noteseal.ts'

noteseal({ bundles: await bundleFunctions() }).synth()
