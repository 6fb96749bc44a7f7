//! Signs and verifies with jsonwebtoken what a line on standard input says, and answers with the processor time it took.

use std::{collections::HashMap, env, error::Error, fs, io, str::FromStr};

use jsonwebtoken::{decode, encode, Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

const ISSUER: &str = "https://identity.example.com/";
const AUDIENCE: &str = "https://api.example.com/";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fixture {
    algorithm: String,
    #[serde(default)]
    secret: String,
    #[serde(default, rename = "privatePEM")]
    private_pem: String,
    #[serde(default, rename = "publicPEM")]
    public_pem: String,
    token: String,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: u64,
    nbf: u64,
    iat: u64,
    jti: String,
}

type Work = Box<dyn Fn() -> Result<(), jsonwebtoken::errors::Error>>;

fn keys(fixture: &Fixture) -> Result<(EncodingKey, DecodingKey), Box<dyn Error>> {
    let (private, public) = (fixture.private_pem.as_bytes(), fixture.public_pem.as_bytes());
    Ok(match fixture.algorithm.as_str() {
        "HS256" => {
            // The crate reads standard base64 with padding only.
            let text = fixture.secret.replace('-', "+").replace('_', "/") + "=";
            (EncodingKey::from_base64_secret(&text)?, DecodingKey::from_base64_secret(&text)?)
        }
        "ES256" => (EncodingKey::from_ec_pem(private)?, DecodingKey::from_ec_pem(public)?),
        "RS256" => (EncodingKey::from_rsa_pem(private)?, DecodingKey::from_rsa_pem(public)?),
        "EdDSA" => (EncodingKey::from_ed_pem(private)?, DecodingKey::from_ed_pem(public)?),
        _ => return Err("unknown algorithm".into()),
    })
}

fn works(fixture: Fixture) -> Result<(Work, Work), Box<dyn Error>> {
    let (private, public) = keys(&fixture)?;
    let algorithm = Algorithm::from_str(&fixture.algorithm)?;
    let mut validation = Validation::new(algorithm);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.validate_nbf = true;
    let header = Header::new(algorithm);
    let claims = Claims {
        iss: ISSUER.into(),
        sub: "0190a5c2-7d4e-7b3f-9a610".into(),
        aud: AUDIENCE.into(),
        exp: 4_102_444_800,
        nbf: 1_700_000_000,
        iat: 1_700_000_000,
        jti: "0190a5c2-7d4e-7b3f-9a61-5f0c2b7d8e9f".into(),
    };
    Ok((
        Box::new(move || decode::<Claims>(&fixture.token, &public, &validation).map(|_| ())),
        Box::new(move || encode(&header, &claims, &private).map(|_| ())),
    ))
}

fn cpu_time() -> i64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a timespec of our own.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("name the file of fixtures")?;
    let fixtures: Vec<Fixture> = serde_json::from_str(&fs::read_to_string(path)?)?;
    let mut known: HashMap<String, Work> = HashMap::new();
    for fixture in fixtures {
        let name = fixture.algorithm.clone();
        if let Ok((verify, sign)) = works(fixture) {
            known.insert(format!("verify {name}"), verify);
            known.insert(format!("sign {name}"), sign);
        }
    }
    for line in io::stdin().lines() {
        let line = line?;
        let (what, count) = line.rsplit_once(' ').unwrap_or((&line, ""));
        match (known.get(what), count.parse::<u64>()) {
            (Some(work), Ok(count)) => {
                let start = cpu_time();
                for _ in 0..count {
                    work()?;
                }
                println!("{}", cpu_time() - start);
            }
            _ => println!("unsupported"),
        }
    }
    Ok(())
}
