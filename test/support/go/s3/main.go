// A small object storage with the S3 protocol, in memory, for tests of state backends.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err)
	}
	storage := s3mem.New()
	for _, bucket := range os.Args[1:] {
		if err := storage.CreateBucket(bucket); err != nil {
			fail(err)
		}
	}
	fmt.Println(listener.Addr())
	fail(http.Serve(listener, gofakes3.New(storage).Server()))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
