// Signs and verifies with golang-jwt what a line on standard input says, and answers with the processor time it took.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/golang-jwt/jwt"
)

const issuer = "https://identity.example.com/"
const audience = "https://api.example.com/"

type fixture struct {
	Algorithm, Secret, PrivatePEM, PublicPEM, Token string
}

var claims = jwt.MapClaims{
	"iss": issuer, "sub": "0190a5c2-7d4e-7b3f-9a610", "aud": audience, "exp": 4102444800,
	"nbf": 1700000000, "iat": 1700000000, "jti": "0190a5c2-7d4e-7b3f-9a61-5f0c2b7d8e9f",
}

func keys(f fixture) (private, public interface{}, err error) {
	switch f.Algorithm {
	case "HS256":
		secret, err := base64.RawURLEncoding.DecodeString(f.Secret)
		return secret, secret, err
	case "ES256":
		if private, err = jwt.ParseECPrivateKeyFromPEM([]byte(f.PrivatePEM)); err == nil {
			public, err = jwt.ParseECPublicKeyFromPEM([]byte(f.PublicPEM))
		}
	case "RS256":
		if private, err = jwt.ParseRSAPrivateKeyFromPEM([]byte(f.PrivatePEM)); err == nil {
			public, err = jwt.ParseRSAPublicKeyFromPEM([]byte(f.PublicPEM))
		}
	case "EdDSA":
		if private, err = jwt.ParseEdPrivateKeyFromPEM([]byte(f.PrivatePEM)); err == nil {
			public, err = jwt.ParseEdPublicKeyFromPEM([]byte(f.PublicPEM))
		}
	default:
		err = errors.New("unknown algorithm")
	}
	return
}

func verify(parser *jwt.Parser, f fixture, public interface{}) error {
	found := jwt.MapClaims{}
	_, err := parser.ParseWithClaims(f.Token, found, func(*jwt.Token) (interface{}, error) { return public, nil })
	if err != nil {
		return err
	}
	// The parser has checked the times; these two are left to the caller.
	if !found.VerifyIssuer(issuer, true) || !found.VerifyAudience(audience, true) {
		return errors.New("another issuer or audience")
	}
	return nil
}

func cpuTime() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var fixtures []fixture
	if err := json.Unmarshal(data, &fixtures); err != nil {
		panic(err)
	}
	works := map[string]func() error{}
	for _, f := range fixtures {
		f := f
		private, public, err := keys(f)
		if err != nil {
			continue
		}
		method := jwt.GetSigningMethod(f.Algorithm)
		parser := &jwt.Parser{ValidMethods: []string{f.Algorithm}}
		works["verify "+f.Algorithm] = func() error { return verify(parser, f, public) }
		works["sign "+f.Algorithm] = func() error {
			_, err := jwt.NewWithClaims(method, claims).SignedString(private)
			return err
		}
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var verb, algorithm string
		var count int
		_, err := fmt.Sscan(lines.Text(), &verb, &algorithm, &count)
		work, known := works[verb+" "+algorithm]
		if err != nil || !known {
			fmt.Println("unsupported")
			continue
		}
		start := cpuTime()
		for i := 0; i < count; i++ {
			if err := work(); err != nil {
				panic(err)
			}
		}
		fmt.Println(cpuTime() - start)
	}
}
