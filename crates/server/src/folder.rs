//! Folders that are still there after a power cut: what was made in one is durable when the folder itself is synced.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Makes the folder and those above it where they are missing, durably; what is new is for its owner alone.
pub(crate) fn create(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = above(folder);
    create(above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Err(_) if !folder.is_dir() => return Err(io::ErrorKind::NotADirectory.into()),
        Err(_) => {}
        Ok(()) => fs::set_permissions(folder, Permissions::from_mode(0o700))?,
    }
    sync(above)
}

/// Makes the folder's entries durable.
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn above(folder: &Path) -> &Path {
    match folder.parent() {
        Some(above) if above.as_os_str().is_empty() => Path::new("."),
        Some(above) => above,
        None => Path::new("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_missing_folder_is_made_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let (outer, inner) = (folder.path().join("a"), folder.path().join("a/b"));
        create(&inner).unwrap();
        create(&inner).unwrap();
        for made in [outer, inner] {
            assert_eq!(fs::metadata(made).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn a_file_in_the_way_is_an_error_and_a_bare_name_is_below_the_current_folder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(create(&file).is_err() && create(&file.join("below")).is_err());
        assert_eq!(above(Path::new("data")), Path::new("."));
    }
}
