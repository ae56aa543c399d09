import type { AnyDocument, ProjectionName } from "../../documents.js";
import { withoutOwnFields } from "../documents.js";
import type { ModelCollection } from "../model-collection.js";

/**
 * Collections for a projection with several documents for each user, without special fields or indexes.
 *
 * @param keyField the field of a document that holds its key
 */
export function documentCollection(projection: ProjectionName, keyField: string): ModelCollection {
  const name = projection.replaceAll(/[^a-z]/g, "_");
  return {
    projection,
    documents: name,
    revisions: `${name}_revisions`,
    indexes: [{ name: "by_user_and_key", key: { generation: 1, userId: 1, [keyField]: 1 } }],
    sort: { [keyField]: 1 },
    keyOf: (document) => String((document as unknown as Readonly<Record<string, unknown>>)[keyField]),
    toFields: (_generation, document) => ({ ...document }),
    toDocument: (stored) => withoutOwnFields(stored) as AnyDocument,
  };
}
