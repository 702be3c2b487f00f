"""Stage groups from T, N and M, and from other staging systems; tables in `oncology/tables/staging`."""

from consilium.oncology.staging.cases import StageResult, StagingCase
from consilium.oncology.staging.stager import Stager, stage

__all__ = ["StageResult", "Stager", "StagingCase", "stage"]
