// The type of "#schema" for TypeScript (tsconfig.base.json): the schema.json of the package that imports it. Its package.json
// names the file ("imports"), outside of src and so outside of what tsc builds.
declare const schema: object;
export default schema;
