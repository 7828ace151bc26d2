//! SETQUOTA (RFC 9208 §4.1.3) and what an administrator sets otherwise.

use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, PerResource, Quota, Resource, State};

/// Sets limits of the account; `None` leaves one as it is. Which owner may, the caller knows.
pub(crate) struct SetQuota(pub(crate) PerResource<Option<Quota>>);

impl Operation for SetQuota {
    type Outcome = ();

    fn decide(&self, state: &State, context: Context) -> Result<Decision<()>, Error> {
        context.require_owner()?;
        let changed = |resource: Resource| {
            let quota = self.0.get(resource).filter(|quota| *quota != state.quota.get(resource))?;
            Some(Event::QuotaSet { resource, quota })
        };
        Ok(Decision::new(Resource::EVERY.into_iter().filter_map(changed).collect(), ()))
    }
}
