import { z } from 'zod'

/** The part of an OpenAPI 3.1 description that the page about the API shows. */
const Parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  description: z.string().optional(),
})

const Content = z
  .record(z.string(), z.object({ schema: z.unknown(), example: z.unknown() }).partial())
  .optional()

export const Operation = z.object({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).default([]),
  parameters: z.array(Parameter.or(z.unknown())).default([]),
  requestBody: z.object({ content: Content, description: z.string().optional() }).optional(),
  responses: z
    .record(z.string(), z.object({ description: z.string().optional(), content: Content }))
    .default({}),
  security: z.array(z.unknown()).optional(),
})
export type Operation = z.infer<typeof Operation>

export const OpenApi = z.object({
  info: z.object({
    title: z.string(),
    version: z.string(),
    description: z.string().optional(),
  }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  components: z
    .object({ schemas: z.record(z.string(), z.unknown()).default({}) })
    .partial()
    .default({}),
})
export type OpenApi = z.infer<typeof OpenApi>

export type Parameter = z.infer<typeof Parameter>

export function isParameter(value: unknown): value is Parameter {
  return Parameter.safeParse(value).success
}
