// Checks what comes in against a route's typebox schema; app.ts hands it to fastify. Numbers in a query come as text and
// are converted; a body is taken as it is.
import type { FastifySchema, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

export const checkSchema: FastifySchemaCompiler<FastifySchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema as TSchema);
  return (value: unknown) => {
    const taken = httpPart === 'body' ? value : validator.Convert(value);
    if (validator.Check(taken)) return { value: taken };
    const [problem] = validator.Errors(taken);
    const where = problem === undefined || problem.instancePath === '' ? (httpPart ?? 'it') : problem.instancePath;
    // What typebox says of a field that the schema does not name.
    const what = problem?.message === 'schema is false' ? 'is not known here' : (problem?.message ?? 'does not fit');
    return { error: new Error(`${where} ${what}`) };
  };
};
