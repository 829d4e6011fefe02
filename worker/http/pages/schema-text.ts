/** The parts of JSON Schema that our own schemas come out as. */
export type JsonSchema = {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  $ref?: string;
};

/** A schema as people read it, close to TypeScript: `{ name: string, slug?: string }`. */
export function schemaText(schema: JsonSchema, indent = ""): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (schema.$ref) return schema.$ref.replace(/^.*\//, "");
  if (choices) return choices.map((choice) => schemaText(choice, indent)).join(" | ");
  if (schema.allOf) return schema.allOf.map((part) => schemaText(part, indent)).join(" & ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  return typeText(schema, indent);
}

function typeText(schema: JsonSchema, indent: string): string {
  const types = [schema.type ?? "any"].flat();
  return types.map((type) => oneType(type, schema, indent)).join(" | ");
}

function oneType(type: string, schema: JsonSchema, indent: string): string {
  if (type === "array") return `${schemaText(schema.items ?? {}, indent)}[]`;
  if (type === "object" && schema.properties) return objectText(schema, indent);
  if (type === "string" && schema.format) return `string (${schema.format})`;
  return type;
}

function objectText({ properties = {}, required = [] }: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? "" : "?";
    return `${inner}${name}${mark}: ${schemaText(schema, inner)}`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}
