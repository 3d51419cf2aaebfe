// Logcheck reads a served log as strangers would: checkpoint, tiles, entries and proofs are judged by
// golang.org/x/mod/sumdb/{note,tlog} and by tessera's client and fsck, never by code of this project.
//
//	logcheck <folder or URL of the log> <file with the case>
//
// The case is JSON: verifier key, checkpoints that were served before, proofs and cosigners. Exit 0: all hold.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	tlogproof "github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type theCase struct {
	VKey      string   `json:"vkey"`
	Origin    string   `json:"origin"`
	Size      uint64   `json:"size"`
	Cosigners []string `json:"cosigners"`
	Cosigned  string   `json:"cosigned"` // a note that carries a signature of each cosigner
	Earlier   []struct {
		Note string   `json:"note"`
		Path [][]byte `json:"path"` // our consistency proof to the present size
	} `json:"earlier"`
	Proofs []struct {
		Leaf  []byte `json:"leaf"`
		Proof string `json:"proof"`
	} `json:"proofs"`
}

type checker struct {
	ctx     context.Context
	fetch   fsck.Fetcher
	key     note.Verifier
	c       theCase
	present *log.Checkpoint
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: logcheck <folder or URL> <case.json>")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "logcheck:", err)
		os.Exit(1)
	}
}

func run(root, caseFile string) error {
	text, err := os.ReadFile(caseFile)
	if err != nil {
		return err
	}
	k := checker{ctx: context.Background()}
	if err := json.Unmarshal(text, &k.c); err != nil {
		return err
	}
	if k.key, err = note.NewVerifier(k.c.VKey); err != nil {
		return err
	}
	if k.fetch, err = fetcher(root); err != nil {
		return err
	}
	for _, step := range []struct {
		name  string
		check func() error
	}{
		{"checkpoint", k.checkpoint},
		{"tessera fsck", k.fsck},
		{"x/mod tlog", k.tlog},
		{"tessera proofs", k.builder},
		{"earlier checkpoints", k.earlier},
		{"tlog-proofs", k.proofs},
		{"cosignatures", k.cosigned},
	} {
		if err := step.check(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		fmt.Println("ok", step.name)
	}
	return nil
}

func fetcher(root string) (fsck.Fetcher, error) {
	if !strings.HasPrefix(root, "http") {
		return client.FileFetcher{Root: root}, nil
	}
	u, err := url.Parse(root)
	if err != nil {
		return nil, err
	}
	return client.NewHTTPFetcher(u, nil)
}

func (k *checker) checkpoint() error {
	raw, err := k.fetch.ReadCheckpoint(k.ctx)
	if err != nil {
		return err
	}
	if _, err := note.Open(raw, note.VerifierList(k.key)); err != nil {
		return err
	}
	if k.present, _, _, err = client.FetchCheckpoint(k.ctx, k.fetch.ReadCheckpoint, k.key, k.c.Origin); err != nil {
		return err
	}
	if k.present.Size != k.c.Size {
		return fmt.Errorf("size %d, expected %d", k.present.Size, k.c.Size)
	}
	return nil
}

func (k *checker) fsck() error {
	if k.present.Size == 0 {
		return nil // fsck streams entries; there are none
	}
	hasher := func(raw []byte) ([][]byte, error) {
		bundle := &api.EntryBundle{}
		if err := bundle.UnmarshalText(raw); err != nil {
			return nil, err
		}
		var hashes [][]byte
		for _, entry := range bundle.Entries {
			hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(entry))
		}
		return hashes, nil
	}
	// A worker of fsck that found a difference no longer reads, and the others may wait for it for ever.
	done := make(chan error, 1)
	go func() { done <- fsck.New(k.c.Origin, k.key, k.fetch, hasher, fsck.Opts{N: 8}).Check(k.ctx) }()
	select {
	case err := <-done:
		return err
	case <-time.After(time.Minute):
		return errors.New("no answer within a minute")
	}
}

// tiles gives x/mod our tiles: its own paths name the height, those of tlog-tiles do not.
type tiles struct{ k *checker }

func (t tiles) Height() int { return 8 }
func (t tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range list {
		data, err := t.k.fetch.ReadTile(t.k.ctx, uint64(tile.L), uint64(tile.N), uint8(tile.W%256))
		if err != nil {
			return nil, err
		}
		all = append(all, data[:tile.W*tlog.HashSize])
	}
	return all, nil
}
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (k *checker) tree() tlog.Tree {
	return tlog.Tree{N: int64(k.present.Size), Hash: tlog.Hash(k.present.Hash)}
}

func (k *checker) tlog() error {
	tree := k.tree()
	if tree.N == 0 {
		return nil
	}
	reader := tlog.TileHashReader(tree, tiles{k})
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil || root != tree.Hash {
		return fmt.Errorf("root %v, expected %v (%w)", root, tree.Hash, err)
	}
	for _, index := range k.samples() {
		p, err := tlog.ProveRecord(tree.N, int64(index), reader)
		if err != nil {
			return err
		}
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(index))})
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(p, tree.N, tree.Hash, int64(index), hashes[0]); err != nil {
			return err
		}
	}
	return nil
}

func (k *checker) builder() error {
	if k.present.Size == 0 {
		return nil
	}
	pb, err := client.NewProofBuilder(k.ctx, k.present.Size, k.fetch.ReadTile)
	if err != nil {
		return err
	}
	for _, index := range k.samples() {
		path, err := pb.InclusionProof(k.ctx, index)
		if err != nil {
			return err
		}
		leaf, err := client.FetchLeafHashes(k.ctx, k.fetch.ReadTile, index, 1, k.present.Size)
		if err != nil {
			return err
		}
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, index, k.present.Size, leaf[0], path, k.present.Hash); err != nil {
			return err
		}
	}
	return nil
}

func (k *checker) samples() []uint64 {
	size := k.present.Size
	list := []uint64{0, size / 2, size - 1}
	for _, edge := range []uint64{255, 256, 65535, 65536} {
		if edge < size {
			list = append(list, edge)
		}
	}
	return list
}

// earlier checks checkpoints that were served before, once with x/mod's own proof and once with ours.
func (k *checker) earlier() error {
	for _, one := range k.c.Earlier {
		old, _, _, err := log.ParseCheckpoint([]byte(one.Note), k.c.Origin, k.key)
		if err != nil {
			return err
		}
		if old.Size == 0 {
			continue
		}
		tree := k.tree()
		ours := make(tlog.TreeProof, 0, len(one.Path))
		for _, hash := range one.Path {
			ours = append(ours, tlog.Hash(hash))
		}
		theirs, err := tlog.ProveTree(tree.N, int64(old.Size), tlog.TileHashReader(tree, tiles{k}))
		if err != nil {
			return err
		}
		for _, p := range []tlog.TreeProof{ours, theirs} {
			if err := tlog.CheckTree(p, tree.N, tree.Hash, int64(old.Size), tlog.Hash(old.Hash)); err != nil {
				return fmt.Errorf("from %d: %w", old.Size, err)
			}
		}
		if err := proof.VerifyConsistency(rfc6962.DefaultHasher, old.Size, k.present.Size, one.Path, old.Hash, k.present.Hash); err != nil {
			return err
		}
	}
	return nil
}

func (k *checker) proofs() error {
	for _, one := range k.c.Proofs {
		var p tlogproof.TLogProof
		if err := p.Unmarshal([]byte(one.Proof)); err != nil {
			return err
		}
		if !bytes.Equal(p.Marshal(), []byte(one.Proof)) {
			return errors.New("a tlog-proof is written differently by formats/proof")
		}
		head, _, _, err := log.ParseCheckpoint(p.Checkpoint, k.c.Origin, k.key)
		if err != nil {
			return err
		}
		path := make(tlog.RecordProof, 0, len(p.Hashes))
		for _, hash := range p.Hashes {
			path = append(path, tlog.Hash(hash))
		}
		leaf := tlog.RecordHash(one.Leaf)
		if err := tlog.CheckRecord(path, int64(head.Size), tlog.Hash(head.Hash), int64(p.Index), leaf); err != nil {
			return err
		}
	}
	return nil
}

func (k *checker) cosigned() error {
	if k.c.Cosigned == "" {
		return nil
	}
	var keys []note.Verifier
	for _, vkey := range k.c.Cosigners {
		key, err := fnote.NewVerifierForCosignatureV1(vkey)
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	opened, err := note.Open([]byte(k.c.Cosigned), note.VerifierList(append(keys, k.key)...))
	if err != nil {
		return err
	}
	if len(opened.Sigs) != len(keys)+1 {
		return fmt.Errorf("%d signatures verify, expected %d", len(opened.Sigs), len(keys)+1)
	}
	return nil
}
