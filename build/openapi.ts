import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ConditionalSchemaConverter, OpenAPIGenerator } from "@orpc/openapi";
import { z } from "zod";
import { districtContract, SYNC_PROTOCOL } from "../contract/district.ts";
import { root } from "./project.ts";

/** Where the description of the district's interface is kept for readers; `npm run openapi` writes it anew. */
export const OPENAPI_FILE = join(root, "docs/district.openapi.json");

const converter: ConditionalSchemaConverter = {
  condition: (schema) => schema !== undefined && schema["~standard"].vendor === "zod",
  convert: (schema, { strategy }) => {
    const type = schema as z.ZodType;
    const json = z.toJSONSchema(type, {
      io: strategy,
      unrepresentable: "any",
      override: ({ zodSchema, jsonSchema }) => {
        // The only thing that travels and is no JSON: a piece of a file.
        if (zodSchema._zod.def.type === "custom")
          Object.assign(jsonSchema, { type: "string", contentMediaType: "application/octet-stream" });
      },
    });
    const { $schema: _schema, ...rest } = json;
    return [!type.safeParse(undefined).success, rest as never];
  },
};

/** The OpenAPI document of what the district offers to stations, made from the contract that both run on. */
export async function districtOpenApi(): Promise<string> {
  const generator = new OpenAPIGenerator({ schemaConverters: [converter] });
  const document = await generator.generate(districtContract, {
    info: {
      title: "Một Cửa: stations and their district",
      version: String(SYNC_PROTOCOL),
      description:
        "What a station sends up and takes down. Bodies may be packed (Content-Encoding zstd or gzip). docs/sync.md says what is promised.",
    },
    components: { securitySchemes: { station: { type: "http", scheme: "bearer" } } },
    security: [{ station: [] }],
  });
  return `${JSON.stringify(document, null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(OPENAPI_FILE, await districtOpenApi());
  console.log(OPENAPI_FILE);
}
