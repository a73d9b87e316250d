/** Where Google's SDKs look for a model, by their version. */
const MODELS = ['v1beta', 'v1'].map((version) => `${version}/models`);
/** The same in Vertex AI's form, within a project and, with an API key, without one. */
const VERTEX_MODELS = ['v1beta1', 'v1'].flatMap((version) => [
  `${version}/projects/:project/locations/:location/publishers/:publisher/models`,
  `${version}/publishers/:publisher/models`,
]);

/** The paths of a model's method (`generateContent`). */
export function methodPaths(method: string): string[] {
  return MODELS.map((models) => `${models}/:model(^.+)::${method}`);
}

/** The same in Vertex AI's form. */
export function vertexMethodPaths(method: string): string[] {
  return VERTEX_MODELS.map((models) => `${models}/:model(^.+)::${method}`);
}
