use std::fs;
use std::path::PathBuf;

use super::{MARK, NoServices, clear, text};

/// A folder of a test, taken away at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fix904-policy-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_policy_is_there_meanwhile_and_gone_afterwards() {
    let folder = Folder::new("usual");
    let policy = folder.0.join("policy-rc.d");
    let quiet = NoServices::begin(&policy).unwrap();
    let written = fs::read_to_string(&policy).unwrap();
    assert!(
        written.starts_with("#!/bin/sh\n") && written.contains(MARK) && written.ends_with("exit 101\n"),
        "{written}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&policy).unwrap().permissions().mode() & 0o777, 0o755);
    }
    drop(quiet);
    assert!(!policy.exists());
}

#[test]
fn what_an_ended_run_left_is_ours_and_goes() {
    let folder = Folder::new("left");
    let policy = folder.0.join("policy-rc.d");
    // No process has this number.
    let leave = || fs::write(&policy, text(0)).unwrap();
    leave();
    drop(NoServices::begin(&policy).unwrap());
    assert!(!policy.exists(), "the next installation took it for somebody else's");
    leave();
    clear(&policy);
    assert!(!policy.exists(), "a run without an installation left it");
    clear(&policy);
}

#[cfg(target_os = "linux")]
#[test]
fn the_policy_of_a_run_that_goes_on_stays() {
    let folder = Folder::new("running");
    let policy = folder.0.join("policy-rc.d");
    let running = NoServices::begin(&policy).unwrap();
    clear(&policy);
    drop(NoServices::begin(&policy).unwrap());
    assert!(policy.exists(), "a second run took it away");
    drop(running);
    assert!(!policy.exists());
}

#[cfg(unix)]
#[test]
fn a_link_of_the_owner_that_leads_nowhere_stays() {
    let folder = Folder::new("link");
    let policy = folder.0.join("policy-rc.d");
    let target = folder.0.join("elsewhere");
    std::os::unix::fs::symlink(&target, &policy).unwrap();
    drop(NoServices::begin(&policy).unwrap());
    assert!(fs::symlink_metadata(&policy).is_ok() && !target.exists());
}

#[test]
fn the_policy_of_the_owner_stays() {
    let folder = Folder::new("owner");
    let policy = folder.0.join("policy-rc.d");
    let own = "#!/bin/sh\n# no daemons in this container\nexit 101\n";
    fs::write(&policy, own).unwrap();
    drop(NoServices::begin(&policy).unwrap());
    clear(&policy);
    assert_eq!(fs::read_to_string(&policy).unwrap(), own);
}
