// A registry of this machine that lists referrers (OCI Distribution Specification 1.1), in memory, for tests.
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

func main() {
	// Whoever starts it may not read what it prints.
	inner := registry.New(registry.WithReferrersSupport(true), registry.Logger(log.New(io.Discard, "", 0)))
	log.Fatal(http.ListenAndServe(os.Args[1], http.HandlerFunc(func(resp http.ResponseWriter, req *http.Request) {
		if repository, _, isList := strings.Cut(req.URL.Path, "/referrers/"); isList {
			list(inner, repository, resp, req)
			return
		}
		inner.ServeHTTP(resp, req)
	})))
}

// The specification lists an artifact by its artifactType; go-containerregistry's by the type of its config alone.
func list(inner http.Handler, repository string, resp http.ResponseWriter, req *http.Request) {
	answer := httptest.NewRecorder()
	inner.ServeHTTP(answer, req)
	var index v1.IndexManifest
	if answer.Code != http.StatusOK || json.Unmarshal(answer.Body.Bytes(), &index) != nil {
		http.Error(resp, answer.Body.String(), answer.Code)
		return
	}
	for at, one := range index.Manifests {
		manifest := httptest.NewRecorder()
		inner.ServeHTTP(manifest, httptest.NewRequest("GET", repository+"/manifests/"+one.Digest.String(), nil))
		var artifact struct {
			ArtifactType string `json:"artifactType"`
		}
		if json.Unmarshal(manifest.Body.Bytes(), &artifact) == nil && artifact.ArtifactType != "" {
			index.Manifests[at].ArtifactType = artifact.ArtifactType
		}
	}
	resp.Header().Set("Content-Type", "application/vnd.oci.image.index.v1+json")
	_ = json.NewEncoder(resp).Encode(index)
}
