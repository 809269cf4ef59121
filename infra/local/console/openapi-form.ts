import { z } from 'zod'

/** The part of an OpenAPI 3.1 description that the page about the API shows. */
export const Parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  description: z.string().optional(),
})
export type Parameter = z.infer<typeof Parameter>

const Content = z.record(
  z.string(),
  z.object({ schema: z.unknown().optional(), example: z.unknown().optional() }),
)
export type Content = z.infer<typeof Content>

export const Operation = z.object({
  summary: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).default([]),
  parameters: z.array(z.union([Parameter, z.object({ $ref: z.string() })])).default([]),
  requestBody: z.object({ content: Content.default({}) }).optional(),
  responses: z
    .record(
      z.string(),
      z.object({ description: z.string().default(''), content: Content.default({}) }),
    )
    .default({}),
})
export type Operation = z.infer<typeof Operation>

export const OpenApi = z.object({
  info: z.object({
    title: z.string(),
    version: z.string(),
    description: z.string().optional(),
  }),
  tags: z.array(z.object({ name: z.string(), description: z.string().optional() })).default([]),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z
    .object({
      schemas: z.record(z.string(), z.unknown()).default({}),
      parameters: z.record(z.string(), Parameter).default({}),
    })
    .prefault({}),
})
export type OpenApi = z.infer<typeof OpenApi>
