//! The written part: jobs and employers, as they stand in the files beside this one.

use anjungan_wire::vacancy::{Education, Employment};
use serde::Deserialize;

/// A job as its file has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    pub title: String,
    pub function: String,
    /// Kinds of employers that have it.
    pub at: Vec<String>,
    /// How often it comes up.
    pub weight: usize,
    pub contract: Employment,
    /// Percent of the minimum wage; `None`: never stated.
    pub wage: Option<(u32, u32)>,
    pub education: Option<Education>,
    pub years: Option<u8>,
    pub age: Option<(u8, u8)>,
    pub quota: (u32, u32),
    #[serde(default)]
    pub disabled: bool,
    pub about: String,
    pub duties: Vec<String>,
    pub needs: Vec<String>,
    pub hours: Option<String>,
    pub conditions: Option<String>,
    #[serde(default)]
    pub skills: Vec<String>,
    #[serde(default)]
    pub studies: Vec<String>,
}

/// An invented employer.
#[derive(Clone, Debug)]
pub struct Employer {
    pub name: String,
    pub kind: String,
    pub sector: String,
    /// The district or regency where the work is.
    pub code: String,
}

/// All jobs.
pub fn jobs() -> Vec<Job> {
    #[derive(Deserialize)]
    struct File {
        job: Vec<Job>,
    }
    let files = [include_str!("jobs-industry.toml"), include_str!("jobs-services.toml")];
    let jobs_of = |text| toml::from_str::<File>(text).expect("the jobs are part of the program").job;
    files.into_iter().flat_map(jobs_of).collect()
}

/// All employers.
pub fn employers() -> Vec<Employer> {
    #[derive(Deserialize)]
    struct Group {
        kind: String,
        sector: String,
        names: Vec<(String, String)>,
    }
    #[derive(Deserialize)]
    struct File {
        employer: Vec<Group>,
    }
    let file: File =
        toml::from_str(include_str!("employers.toml")).expect("employers.toml is part of the program");
    file.employer
        .into_iter()
        .flat_map(|group| {
            group.names.into_iter().map(move |(name, code)| Employer {
                name,
                kind: group.kind.clone(),
                sector: group.sector.clone(),
                code,
            })
        })
        .collect()
}
