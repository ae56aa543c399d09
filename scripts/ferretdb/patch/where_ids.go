package sqlite

import (
	"fmt"
	"strings"

	"github.com/FerretDB/FerretDB/internal/backends/sqlite/metadata"
	"github.com/FerretDB/FerretDB/internal/handler/sjson"
	"github.com/FerretDB/FerretDB/internal/types"
	"github.com/FerretDB/FerretDB/internal/util/must"
)

// SQLite takes at most 32,766 parameters.
const mostIDs = 32_000

// whereIDs is a clause for `_id: {$in: [...]}` where all of these are texts or object ids, else "": the documents are
// then looked up by FerretDB's own index, where it would decode all of the collection. What is found is still compared
// with the whole filter.
func whereIDs(condition any) (string, []any) {
	document, _ := condition.(*types.Document)
	if document == nil || document.Len() != 1 {
		return "", nil
	}
	in, _ := document.Get("$in")
	ids, _ := in.(*types.Array)
	if ids == nil || ids.Len() == 0 || ids.Len() > mostIDs {
		return "", nil
	}
	args := make([]any, ids.Len())
	for i := range args {
		id := must.NotFail(ids.Get(i))
		switch id.(type) {
		case string, types.ObjectID:
			args[i] = string(must.NotFail(sjson.MarshalSingleValue(id)))
		default:
			return "", nil
		}
	}
	places := strings.TrimSuffix(strings.Repeat("?, ", len(args)), ", ")
	return fmt.Sprintf(" WHERE %s IN (%s)", metadata.IDColumn, places), args
}
