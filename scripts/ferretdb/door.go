package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
)

// FerretDB 1.24 keeps two promises of MongoDB only if its clients come through this door:
//
//   - A write to one document is one step. FerretDB reads, decides and writes in separate transactions, so that of two
//     clients that compare and set at once both may win. Here, writes take turns.
//   - As many updates come in one command as the server says that it takes. FerretDB says 100,000 and holds a connection
//     of its pool of 100 for each one until the command ends: the hundredth waits for ever. Here, it says fewer.
//
// Everything else passes as it is: the engine is FerretDB's own.

var writes = map[string]bool{"insert": true, "update": true, "delete": true, "findAndModify": true}

const (
	headerSize  = 16
	opMsg       = 2013
	largest     = 64 << 20
	fieldName   = "\x10maxWriteBatchSize\x00"
	largeBatch  = fieldName + "\xa0\x86\x01\x00"
	mediumBatch = fieldName + "\x32\x00\x00\x00"
)

// serve lets clients through to the server behind, until the listener is closed with the process.
func serve(door net.Listener, behind string) {
	var writing sync.Mutex
	for {
		client, err := door.Accept()
		if err != nil {
			return
		}
		go func() {
			defer client.Close()
			server, err := net.Dial("tcp", behind)
			if err != nil {
				return
			}
			defer server.Close()
			for passOne(client, server, &writing) == nil {
			}
		}()
	}
}

// passOne passes a request and its reply. Clients of this protocol ask again only after the reply.
func passOne(client, server net.Conn, writing *sync.Mutex) error {
	request, err := readMessage(client)
	if err != nil {
		return err
	}
	reply, err := ask(server, request, writing)
	if err != nil {
		return err
	}
	_, err = client.Write(bytes.Replace(reply, []byte(largeBatch), []byte(mediumBatch), 1))
	return err
}

func ask(server net.Conn, request []byte, writing *sync.Mutex) ([]byte, error) {
	if writes[commandOf(request)] {
		writing.Lock()
		defer writing.Unlock()
	}
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	return readMessage(server)
}

// A message begins with its length, in bytes, the length itself included.
func readMessage(from io.Reader) ([]byte, error) {
	var header [4]byte
	if _, err := io.ReadFull(from, header[:]); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(header[:])
	if length < headerSize || length > largest {
		return nil, errors.New("not a message of the MongoDB protocol")
	}
	message := make([]byte, length)
	copy(message, header[:])
	_, err := io.ReadFull(from, message[len(header):])
	return message, err
}

// The first field of a command's document is its name: after the header come 4 bytes of flags, the section's kind, the
// document's length and the field's type.
func commandOf(message []byte) string {
	const nameAt = headerSize + 4 + 1 + 4 + 1
	if len(message) < nameAt || binary.LittleEndian.Uint32(message[12:]) != opMsg {
		return ""
	}
	name, _, _ := bytes.Cut(message[nameAt:], []byte{0})
	return string(name)
}
