// A MongoDB server for the tests: FerretDB with its SQLite backend, on a port of this machine.
//
//	ferretdb <folder> [<port>]
//
// It keeps its files in the folder, prints its URL in one line when it listens, and ends on SIGTERM, on SIGINT and when
// its standard input closes, so that it does not outlive the tests that started it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 1 || len(args) > 2 {
		return errors.New("usage: ferretdb <folder> [<port>]")
	}
	folder, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	port := "0"
	if len(args) == 2 {
		port = args[1]
	}
	door, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return err
	}
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: (&url.URL{Scheme: "file", Path: folder + "/"}).String(),
	})
	if err != nil {
		return err
	}
	behind, err := url.Parse(server.MongoDBURI())
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	go serve(door, behind.Host)
	fmt.Printf("mongodb://%s/\n", door.Addr())
	return server.Run(ctx)
}
